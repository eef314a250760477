// What mcpack takes for "xs-mesh/foundation".
export * from "moddable:xs-mesh/foundation";
