# Keeps secrets in git. The daemon ejson-agent is for Linux hosts and is not in here.
class Ejson < Formula
  desc "Keep secrets in git, sealed to a public key"
  homepage "@HOMEPAGE@"
  url "@URL@"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "pkgconf" => :build
  depends_on "libsodium"
  uses_from_macos "swift" => :build, since: :sequoia

  def install
    # SwiftPM's own sandbox cannot be started inside of Homebrew's.
    sandbox = OS.mac? ? ["BUILD_FLAGS=--disable-sandbox"] : []
    system "make", "install", "PREFIX=#{prefix}", *sandbox
  end

  test do
    keys = testpath/"keys"
    system bin/"ejson", "init", "--keydir", keys, "--create-keydir", "secrets.ejson"
    pipe_output("#{bin}/ejson set secrets.ejson environment.PASSWORD --stdin", "correct horse", 0)
    refute_match "correct horse", (testpath/"secrets.ejson").read
    assert_equal "correct horse", shell_output("#{bin}/ejson get --keydir #{keys} secrets.ejson environment.PASSWORD")
    assert_match "export PASSWORD=", shell_output("#{bin}/ejson2env --keydir #{keys} secrets.ejson")
  end
end
