import Configuration
import HTTPTypes
import Hummingbird

/// The header that holds `sha256=` and the HMAC of the body in hex.
private let signatureField = HTTPField.Name("X-Hub-Signature-256")

/// `POST /webhook` answers 204 to a body whose signature is right, and 401 to any other; `GET /health` answers 200.
func router(_ config: ConfigReader) -> Router<BasicRequestContext> {
    let router = Router()
    router.get("health") { _, _ in HTTPResponse.Status.ok }
    router.post("webhook") { request, _ in
        let body = try await request.body.collect(upTo: 1_048_576)
        // Looked up for each request, so that a new secret counts from the moment it is read. Two secrets count while
        // senders change from the old one to the new one.
        let secrets = try config.requiredStringArray(forKey: "webhook.secrets")
        guard let signatureField, let signature = request.headers[signatureField],
            isSigned(body, signature, with: secrets)
        else {
            return HTTPResponse.Status.unauthorized
        }
        return .noContent
    }
    return router
}
