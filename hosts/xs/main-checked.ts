// The main module of the bundle for simulations: with the checks for which a chip has no room.
import "../../modules/checks/install.js";
import "./main.js";
