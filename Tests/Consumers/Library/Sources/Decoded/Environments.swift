import EJSON

private func files() throws -> Secrets {
    let secrets = try Secrets(contentsOf: ["base.ejson", "production.ejson"])
    return secrets
}

private func opened() throws -> Secrets {
    let base = try Secrets(contentsOf: "base.ejson", keys: .directory("/etc/shared/keys"))
    let production = try Secrets(contentsOf: "production.ejson")
    let secrets = try Secrets(layered: [base, production])
    return secrets
}
