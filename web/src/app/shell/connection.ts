import { DOCUMENT, DestroyRef, Injectable, inject, signal } from "@angular/core";

/** Whether this device has a network, as far as the browser knows. */
@Injectable({ providedIn: "root" })
export class Connection {
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly state = signal(this.window?.navigator.onLine ?? true);
  readonly online = this.state.asReadonly();

  constructor() {
    const listen = () => this.state.set(this.window?.navigator.onLine ?? true);
    this.window?.addEventListener("online", listen);
    this.window?.addEventListener("offline", listen);
    inject(DestroyRef).onDestroy(() => {
      this.window?.removeEventListener("online", listen);
      this.window?.removeEventListener("offline", listen);
    });
  }
}
