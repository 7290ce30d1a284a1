import Testing

import HTTP

@Suite struct AddressUserTests {
    struct Case {
        let written: String
        let address: String
        let user: String?
        let password: String?
        let credentials: String?
    }

    @Test(arguments: [
        Case(written: "https://h/p", address: "https://h/p", user: nil, password: nil, credentials: nil),
        Case(written: "https://u:p@h/x", address: "https://h/x", user: "u", password: "p", credentials: "u:p"),
        Case(written: "https://u@h", address: "https://h", user: "u", password: nil, credentials: "u:"),
        Case(written: "https://u:p@h?q=@", address: "https://h?q=@", user: "u", password: "p", credentials: "u:p"),
        Case(written: "https://h/a@b", address: "https://h/a@b", user: nil, password: nil, credentials: nil),
        Case(written: "https://a@b:p@h/", address: "https://h/", user: "a@b", password: "p", credentials: "a@b:p"),
        Case(
            written: "https://a%40b:p%3Aq@h/", address: "https://h/", user: "a@b", password: "p:q",
            credentials: "a@b:p:q"),
        Case(written: "https://u:1%2@h/", address: "https://h/", user: "u", password: "1%2", credentials: "u:1%2"),
        Case(written: "https://u:%+1@h/", address: "https://h/", user: "u", password: "%+1", credentials: "u:%+1"),
        Case(written: "no address", address: "no address", user: nil, password: nil, credentials: nil),
    ])
    func credentialsAreTakenOut(_ example: Case) {
        let found = AddressUser(example.written)
        #expect(found.address == example.address)
        #expect(found.user == example.user)
        #expect(found.password == example.password)
        #expect(found.authorization == example.credentials.map { "Basic " + base64($0.utf8) })
    }

    @Test func bytesThatAreNoTextAreSentAsTheyAre() {
        #expect(AddressUser("https://u:%ff@h/").authorization == "Basic " + base64([0x75, 0x3a, 0xff]))
    }
}
