export * from "xs-mesh/modules/index";
export { simulatorHost as moddableHost } from "xs-mesh/hosts/simulator/host";
