import type { IconName } from "../shared/icons.ts";

/** One entry of the menu, labelled as the platform's guide prints it (S4-01). */
export interface Service {
  /** Its name in an address. */
  name: string;
  label: string;
  icon: IconName;
  /** Where it is done; null while this platform does not offer it yet. */
  to: string | null;
  /** What it is for, for who opens it before it is offered. */
  about: string;
}

/** In the order of the guide. A matter that opens gives its entry an address here. */
export const services: readonly Service[] = [
  { name: "home", label: $localize`我的首页`, icon: "home", to: "/", about: "" },
  {
    name: "review",
    label: $localize`职称申报`,
    icon: "edit_note",
    to: null,
    about: $localize`申报高、中、初级职称评审：个人提交申请，单位、主管单位、系列职改办逐级审核，再由评委会评审。`,
  },
  {
    name: "recognition",
    label: $localize`职称认定`,
    icon: "approval",
    to: null,
    about: $localize`认定中、初级职称：个人提交信息，单位审核签章，主管部门确认签章，市或县职改办审批。`,
  },
  {
    name: "reconfirmation",
    label: $localize`重新确认`,
    icon: "sync",
    to: null,
    about: $localize`调入人员确认在外地取得的职称。审核完成后，由单位把原职称证书寄送职改办。`,
  },
  {
    name: "replacement",
    label: $localize`遗失补办`,
    icon: "find_in_page",
    to: "/matters/certificate-replacement",
    about: "",
  },
  {
    name: "registration",
    label: $localize`注册登记`,
    icon: "badge",
    to: null,
    about: $localize`在线审验 2010 年至 2018 年在柳州取得的中、初级纸质证书，审验后可以在线查询。`,
  },
  { name: "certificates", label: $localize`证书打印`, icon: "print", to: "/certificates", about: "" },
  {
    name: "employer",
    label: $localize`单位调整`,
    icon: "domain",
    to: null,
    about: $localize`换了工作单位以后，把账号转到新单位名下。`,
  },
  {
    name: "cancellation",
    label: $localize`隐私注销`,
    icon: "person_off",
    to: null,
    about: $localize`不再使用本平台时，注销账号并停止使用个人信息。`,
  },
];

export function addressOfService(service: Service): string {
  return service.to ?? `/services/${service.name}`;
}

/** Undefined for a name that is no service, and for a service that is done elsewhere. */
export function findUnopened(name: string): Service | undefined {
  return services.find((service) => service.name === name && service.to === null);
}
