import { NodeRandom } from "../../hosts/node/random.js";
import type { TraceEvent } from "../../modules/host/trace.js";
import type { VirtualAir } from "../air/air.js";
import type { Position } from "../air/propagation.js";
import type { Station } from "../air/station.js";
import { commandName } from "../hci/command-names.js";
import { HciServer } from "../hci/server.js";
import { type Refusal, SimulatorBridge } from "../simulators/bridge.js";
import type { LiveEvent } from "./events.js";

/** Reasons for refused datagrams, as text for the user. */
const refusals: Readonly<Record<Refusal, string>> = {
  form: "they have no form that simulators use",
  name: "nobody may be called so",
  port: "a simulator of another name sends from there",
  full: "there are too many simulators",
  taken: "that name is taken",
  answer: "they answer nothing",
  stranger: "no simulator sends from there",
};

export interface ParticipantsOptions {
  readonly air: VirtualAir;
  /** TCP port for Bluetooth hosts; 0: any free port; undefined: no hosts. */
  readonly hci?: number | undefined;
  /**
   * Number of advertising sets of each Bluetooth host's controller; 0: only legacy advertising
   * and scanning. Default 5.
   */
  readonly advertisingSets?: number | undefined;
  /** UDP port for desktop simulators; 0: any free port; undefined: no simulators. */
  readonly simulators?: number | undefined;
  /** The position of the next station. */
  readonly place: () => Position;
  readonly onEvent: (event: LiveEvent) => void;
  /** Called with each event of a simulator's node, firmware and board. */
  readonly onNodeEvent?: (name: string, event: TraceEvent) => void;
}

/** Bluetooth hosts and simulators that join an air in real time. */
export class Participants {
  readonly #options: ParticipantsOptions;
  readonly #simulators = new Map<string, Station>();
  #hci: HciServer | undefined;
  #bridge: SimulatorBridge | undefined;

  private constructor(options: ParticipantsOptions) {
    this.#options = options;
  }

  /** Opens the ports. Rejects if one is in use. */
  static async open(options: ParticipantsOptions): Promise<Participants> {
    const participants = new Participants(options);
    try {
      if (options.hci !== undefined) await participants.#openHci(options.hci);
      if (options.simulators !== undefined) await participants.#openBridge(options.simulators);
    } catch (error) {
      await participants.close();
      throw error;
    }
    return participants;
  }

  async close(): Promise<void> {
    await this.#hci?.close();
    this.#bridge?.close();
  }

  async #openHci(port: number): Promise<void> {
    const { advertisingSets, air, onEvent, place } = this.#options;
    this.#hci = await HciServer.listen({
      air,
      port,
      ...(advertisingSets !== undefined && { advertisingSets }),
      random: new NodeRandom(),
      position: place,
      events: {
        joined: (name) => onEvent({ type: "joined", name }),
        left: (name, reason, unknown) =>
          onEvent({
            type: "left",
            name,
            reason,
            ...(unknown.length > 0 && { unknownCommands: unknown }),
          }),
        unknownCommand: (name, opcode) =>
          onEvent({ type: "unknown-command", name, ...commandName(opcode) }),
        refused: (count) =>
          onEvent({ type: "refused", what: "hosts", reason: "there are too many", count }),
      },
    });
    onEvent({ type: "open", what: "hci", port: this.#hci.port });
  }

  async #openBridge(port: number): Promise<void> {
    const { onEvent, onNodeEvent } = this.#options;
    this.#bridge = await SimulatorBridge.open({
      port,
      station: (name) => this.#simulatorStation(name),
      onEvent: (name, event) => onNodeEvent?.(name, event),
      onRefused: (reason, count) =>
        onEvent({ type: "refused", what: "datagrams", reason: refusals[reason], count }),
      onLost: (name) => {
        this.#simulators.get(name)?.close();
        this.#simulators.delete(name);
        onEvent({ type: "left", name, reason: "it is not heard any more" });
      },
    });
    onEvent({ type: "open", what: "simulators", port: this.#bridge.port });
  }

  /** Creates the station of a simulator; undefined if another station has its name. */
  #simulatorStation(name: string): Station | undefined {
    const { air, onEvent, place } = this.#options;
    if (air.stations.some((station) => station.name === name)) return undefined;
    const station = air.attach({ name, position: place(), spacing: [3, 7] });
    this.#simulators.set(name, station);
    onEvent({ type: "joined", name });
    return station;
  }
}
