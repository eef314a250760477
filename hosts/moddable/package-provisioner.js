// What mcpack takes for "xs-mesh/provisioner".
export * from "moddable:xs-mesh/provisioner";
