export * from "xs-mesh/modules/index";
export { esp32Host as moddableHost } from "xs-mesh/hosts/esp32/host";
