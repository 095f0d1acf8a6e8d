/** A member of an office, as the city's own login service knows them. */
export interface OfficeMember {
  /** Stable and unique within the service; never a name or a phone number. */
  subject: string;
  name: string;
}

/**
 * Login of office staff through the city's own service (统一身份认证, OpenID Connect). No installation has one yet: there
 * is only "off", office staff use account and password, and an adapter takes its place behind this interface.
 */
export interface OfficeLogin {
  kind: "off";
  /** Whether the login page offers it. */
  available: boolean;
  /** The address to send the browser to, and what must be kept until it comes back. @throws Error when off. */
  begin(returnAddress: string): Promise<{ address: string; kept: string }>;
  /** Who came back. @throws Error when off or when the answer is not the one that was asked for. */
  finish(answer: URL, kept: string): Promise<OfficeMember>;
}

export function createOfficeLoginOff(): OfficeLogin {
  const refuse = async (): Promise<never> => {
    throw new Error("没有接入机关统一身份认证，请使用账号和密码登录。");
  };
  return { kind: "off", available: false, begin: refuse, finish: refuse };
}
