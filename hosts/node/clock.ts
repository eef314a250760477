// The timers of the web platform are those of Node.js too.
export { WebClock as NodeClock } from "../web/clock.js";
