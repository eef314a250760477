// What mcpack takes for "xs-mesh/espressif".
export * from "moddable:xs-mesh/espressif";
