// The parts of Moddable's modules that the HTTP server uses, for a type check without the SDK.

declare module "embedded:network/http/server" {
  const HTTPServer: object;
  export default HTTPServer;
}

declare module "embedded:io/socket/listener" {
  const Listener: object;
  export default Listener;
}
