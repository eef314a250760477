// A name of the package, as a module of Moddable's: import … from "xs-mesh/protocomm".
export * from "xs-mesh/modules/protocomm/index";
