// A name of the package, as a module of Moddable's: import … from "xs-mesh/provisioner".
export * from "xs-mesh/modules/provisioner/index";
