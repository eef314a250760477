// A name of the package, as a module of Moddable's: import … from "xs-mesh/foundation".
export * from "xs-mesh/modules/foundation/index";
