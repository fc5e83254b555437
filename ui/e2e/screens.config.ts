import { mergeConfig } from "vitest/config";
import stories from "./vitest.config.ts";

// npm run screens: a picture of every page, to look at; npm run tour: those of the README.
const pictures = mergeConfig(stories, { test: { testTimeout: 300_000 } });
pictures.test.include = ["e2e/screens.ts", "e2e/tour.ts"];
export default pictures;
