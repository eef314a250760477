// What Moddable's main modules start, under the name by which they import it.
export * from "xs-mesh/modules/firmware/tunable-light/main";
