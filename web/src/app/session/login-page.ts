import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { listDemoAccounts } from "../../../../api/contracts/session.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { PageHelp } from "../help/page-help.ts";
import type { IconName } from "../shared/icons.ts";
import { Banners } from "../shell/banners.ts";
import { Brand } from "../shell/brand.ts";
import { Foot } from "../shell/foot.ts";
import { LargeTypeButton } from "../shell/large-type-button.ts";
import { localAddress } from "../shared/local-address.ts";
import { Session } from "./session.ts";

type Door = "person" | "organisation" | "staff";
interface DemoAccount {
  loginName: string;
  password: string;
  label: string;
  goodFor: string;
  door: Door;
}

@Component({
  selector: "rct-login-page",
  imports: [MatButton, MatIcon, RouterLink, Banners, Brand, Foot, LargeTypeButton, PageHelp],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./login-page.html",
  styleUrl: "./login-page.css",
})
export class LoginPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);

  /** Where the reader wanted to go (query parameter). */
  readonly then = input<string>();

  protected readonly door = signal<Door>("person");
  protected readonly shown = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal("");
  protected readonly missing = signal<{ name: boolean; password: boolean }>({ name: false, password: false });
  protected readonly doors: readonly { door: Door; label: string }[] = [
    { door: "person", label: $localize`个人` },
    { door: "organisation", label: $localize`单位` },
    { door: "staff", label: $localize`工作人员` },
  ];
  protected readonly nameLabel = computed(() => {
    const labels: Record<Door, string> = {
      person: $localize`手机号或登录名`,
      organisation: $localize`经办人登录名`,
      staff: $localize`工作人员登录名`,
    };
    return labels[this.door()];
  });

  private readonly demoAccounts = load(
    () => (this.session.demo() ? {} : undefined),
    async () => (await this.api.call(listDemoAccounts)).accounts,
  );
  protected readonly accounts = computed(() => this.demoAccounts.value() ?? []);

  protected iconOf(account: DemoAccount): IconName {
    if (account.label.includes($localize`管理员`)) return "settings";
    if (account.door === "person") return "person";
    if (account.door === "organisation") return "domain";
    return account.label.includes($localize`职改办`) ? "approval" : "account_balance";
  }

  /** Arrow keys move between the tabs, as in every tab list. */
  protected move(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const at = this.doors.findIndex((entry) => entry.door === this.door());
    const next = this.doors[(at + step + this.doors.length) % this.doors.length]!;
    this.door.set(next.door);
    document.getElementById(`door-${next.door}`)?.focus();
  }

  protected async submit(event: Event, name: string, password: string): Promise<void> {
    event.preventDefault();
    this.missing.set({ name: !name.trim(), password: !password });
    if (!name.trim()) return document.getElementById("login-name")?.focus();
    if (!password) return document.getElementById("login-password")?.focus();
    await this.signIn(name, password);
  }

  protected async signIn(name: string, password: string): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refused.set("");
    try {
      await this.session.logIn(name, password);
      await this.router.navigateByUrl(localAddress(this.then() ?? null) ?? this.session.home());
    } catch (thrown) {
      this.refused.set(problemOf(thrown).message);
      document.getElementById("login-refused")?.focus();
    } finally {
      this.busy.set(false);
    }
  }
}
