// What the pages before the login say.
import { common } from "./common";
import { settings } from "./settings";
import { shell } from "./shell";

export const entry = { common, settings, shell };
