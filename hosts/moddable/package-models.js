// What mcpack takes for "xs-mesh/models".
export * from "moddable:xs-mesh/models";
