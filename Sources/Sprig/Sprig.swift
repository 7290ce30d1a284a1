public import GoTemplate

/// Functions by the names templates call them by.
public typealias FunctionTable = [GoString: GoFunction]
