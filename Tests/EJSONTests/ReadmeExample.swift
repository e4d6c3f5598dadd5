import EJSON

func databasePassword() throws(EJSONError) -> String {
    let secrets = try Secrets(contentsOf: "secrets.ejson")
    return try secrets.unprotectedString(at: "database.password")
}
