// A name of the package, as a module of Moddable's: import … from "xs-mesh/espressif".
export * from "xs-mesh/modules/espressif/index";
