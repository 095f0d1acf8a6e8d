import "@angular/localize/init";
import { setupZonelessTestEnv } from "jest-preset-angular/setup-env/zoneless/index.mjs";

setupZonelessTestEnv({ errorOnUnknownElements: true, errorOnUnknownProperties: true });
