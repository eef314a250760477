// A name of the package, as a module of Moddable's: import … from "xs-mesh/models".
export * from "xs-mesh/modules/models/index";
