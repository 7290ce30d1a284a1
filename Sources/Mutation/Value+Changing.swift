package import Documents

extension Value {
    /// A member of an object; setting nil removes it. What is no object stays what it is.
    package subscript(member key: String) -> Value? {
        get { self[key] }
        set {
            guard case .object(var object) = self else { return }
            // Not two copies of the object at once: that would make every change copy all of it.
            self = .null
            object[key] = newValue
            self = .object(object)
        }
    }

    /// Changes what is at a path of keys, if there is something.
    package mutating func change(_ path: String..., body: (inout Value) throws -> Void) rethrows {
        try change(path[...], body)
    }

    private mutating func change(_ path: ArraySlice<String>, _ body: (inout Value) throws -> Void) rethrows {
        guard let key = path.first else { return try body(&self) }
        guard case .object(var object) = self, var member = object[key] else { return }
        try member.change(path.dropFirst(), body)
        object[key] = member
        self = .object(object)
    }

    /// Changes every element, if this is an array.
    package mutating func changeElements(_ body: (inout Value) throws -> Void) rethrows {
        guard case .array(var elements) = self else { return }
        for index in elements.indices { try body(&elements[index]) }
        self = .array(elements)
    }

    /// Changes the text, if this is one.
    package mutating func changeText(_ body: (String) throws -> String) rethrows {
        guard case .string(let text) = self else { return }
        self = .string(try body(text))
    }

    /// Sets a member of the object below a path of keys, making the objects on the way.
    package mutating func set(_ path: [String], to value: Value) {
        guard let key = path.first else {
            self = value
            return
        }
        var object = self.object ?? [:]
        var member = object[key] ?? .null
        member.set(Array(path.dropFirst()), to: value)
        object[key] = member
        self = .object(object)
    }
}
