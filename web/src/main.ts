import { bootstrapApplication } from "@angular/platform-browser";
import { App } from "./app/app.ts";
import { configuration } from "./app/configuration.ts";

bootstrapApplication(App, configuration).catch((fault: unknown) => console.error(fault));
