// A web page with a provisioner and a light in it, which hear each other's packets.
import { GenericOnOffClient, GenericOnOffServer, Node, Provisioner } from "xs-mesh";
import { genericOnOffClientId, genericOnOffServerId } from "xs-mesh/models";
import { LocalStore, WebClock, webHost } from "xs-mesh/web";

const clock = new WebClock();
const radios = [];

/** A radio that every other of the page hears. */
function radio() {
  let receiver;
  const own = {
    sets: 1,
    hear: (data) => receiver?.(data.slice(), -40),
    advertise(data, events, interval, done) {
      const copy = data.slice();
      const send = (left) => {
        for (const other of radios) if (other !== own) other.hear(copy);
        if (left > 1) clock.schedule(() => send(left - 1), interval);
        else done();
      };
      clock.schedule(() => send(events), 1);
      return 1;
    },
    stop: () => undefined,
    scan: (given) => (receiver = given),
    close: () => (receiver = undefined),
  };
  radios.push(own);
  return own;
}

const companyId = 0xffff;
const states = [];
const light = new GenericOnOffServer({ onChange: (on) => states.push(on), restore: true });
const host = webHost({ radio: radio(), clock, store: new LocalStore({ prefix: "light/" }) });
const node = new Node({ host, companyId, elements: [{ models: [light] }] });
const client = new GenericOnOffClient();
const uuid = new Uint8Array(16);
const provisioner = new Provisioner({
  host: webHost({ radio: radio(), clock }),
  uuid,
  companyId,
  models: [client],
});
const { address, configuration } = provisioner;

export const switched = (async () => {
  await provisioner.createAppKey(0);
  await configuration.bind(address, { elementAddress: address, modelId: genericOnOffClientId }, 0);
  const { address: elementAddress } = await provisioner.provision(node.uuid);
  await provisioner.addAppKey(elementAddress, 0);
  await configuration.bind(elementAddress, { elementAddress, modelId: genericOnOffServerId }, 0);
  const { present } = await client.set(true, { dst: elementAddress, appKeyIndex: 0 });
  const text = JSON.stringify({ present, states, stored: localStorage.length > 3 });
  if (globalThis.document) document.body.textContent = text;
  return text;
})();
