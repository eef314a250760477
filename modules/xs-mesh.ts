// The name of the package, as a module of Moddable's: import … from "xs-mesh".
export * from "xs-mesh/modules/index";
