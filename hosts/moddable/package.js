// What mcpack takes for the package "xs-mesh"; its manifest says which module that is on a platform.
export * from "moddable:xs-mesh/package";
