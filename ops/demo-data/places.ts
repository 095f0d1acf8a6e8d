import { routingRule, type RoutingRule } from "../../domain/routing.ts";

/** Places, bodies and people of the demonstration: all invented, each marked so; ids fixed so that rules can name them. */
export interface DemoArea {
  id: string;
  code: string;
  name: string;
  level: "country" | "province" | "city" | "county";
  parent: string | null;
}

const id = (number: number) => `01930000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

export const demoAreas: readonly DemoArea[] = [
  { id: id(1), code: "000000", name: "中国", level: "country", parent: null },
  { id: id(2), code: "450000", name: "广西壮族自治区", level: "province", parent: "000000" },
  { id: id(3), code: "450200", name: "柳州市", level: "city", parent: "450000" },
  { id: id(4), code: "450202", name: "城中区", level: "county", parent: "450200" },
  { id: id(5), code: "450203", name: "鱼峰区", level: "county", parent: "450200" },
  { id: id(6), code: "450222", name: "柳城县", level: "county", parent: "450200" },
  { id: id(7), code: "450223", name: "鹿寨县", level: "county", parent: "450200" },
];

export const demoOffices = [
  {
    key: "city-title-office",
    id: id(101),
    kind: "title-office",
    name: "柳州市职改办（演示）",
    area: "450200",
    phone: "0772-0000001",
  },
  {
    key: "county-title-office",
    id: id(102),
    kind: "title-office",
    name: "鹿寨县职改办（演示）",
    area: "450223",
    phone: "0772-0000002",
  },
  {
    key: "industry-department",
    id: id(103),
    kind: "department",
    name: "柳州市示例工业主管局",
    area: "450200",
    phone: "0772-0000003",
  },
  {
    key: "school-department",
    id: id(104),
    kind: "department",
    name: "鹿寨县示例教育局",
    area: "450223",
    phone: "0772-0000004",
  },
  {
    key: "talent-centre",
    id: id(105),
    kind: "talent-centre",
    name: "柳州市人才中心（演示）",
    area: "450200",
    phone: "0772-0000005",
  },
] as const;
export type DemoOffice = (typeof demoOffices)[number]["key"];

export const demoOrganisations = [
  {
    key: "machinery",
    id: id(201),
    creditCode: "91450200TEXT000094",
    name: "柳州市示例机械有限公司",
    nature: "企业",
    area: "450200",
    department: "industry-department",
    status: "in-use",
  },
  {
    key: "institute",
    id: id(202),
    creditCode: "12450200TEXT000099",
    name: "柳州市演示设计院",
    nature: "事业单位",
    area: "450200",
    department: "industry-department",
    status: "in-use",
  },
  {
    key: "school",
    id: id(203),
    creditCode: "91450200TEXT003750",
    name: "鹿寨县示例中学",
    nature: "事业单位",
    area: "450223",
    department: "school-department",
    status: "in-use",
  },
  {
    key: "materials-works",
    id: id(204),
    creditCode: "91350100M000100Y43",
    name: "柳州市示例建材厂",
    nature: "企业",
    area: "450200",
    department: "industry-department",
    status: "registered",
  },
] as const;
export type DemoOrganisation = (typeof demoOrganisations)[number]["key"];

const matter = "certificate-replacement";
const city = id(3);
const county = { fact: "employerArea", operator: "is", value: "county" } as const;
const junior = { fact: "level", operator: "is", value: "junior" } as const;
const notInUse = { fact: "employerInUse", operator: "is", value: "no" } as const;
const none = { beforeDays: [], afterDays: [] };
const usual = { beforeDays: [1], afterDays: [1, 2, 3, 5] };
const blank = {
  conditions: [],
  fallbackOfficeId: null,
  escalation: null,
  skip: false,
  counterSign: null,
  mayBeSameOffice: true,
};

/** The rules of the first version: D11, D22, and the days the offices promise. */
export const demoRules: readonly RoutingRule[] = (
  [
    { step: "declare", receiver: { kind: "applicant" }, dueInWorkingDays: 10, reminders: none },
    { step: "loss", receiver: { kind: "applicant" }, dueInWorkingDays: 5, reminders: none },
    {
      step: "materials",
      receiver: { kind: "applicant" },
      dueInWorkingDays: 30,
      reminders: { beforeDays: [5, 1], afterDays: [1] },
    },
    {
      step: "employer",
      receiver: { kind: "employer" },
      dueInWorkingDays: 3,
      reminders: usual,
      fallbackOfficeId: id(105),
      escalation: { afterDays: 3, to: { kind: "employer-department" } },
    },
    {
      step: "employer",
      conditions: [notInUse],
      receiver: { kind: "office-of-kind", officeKind: "talent-centre", level: "city" },
      dueInWorkingDays: 3,
      reminders: usual,
    },
    {
      step: "department",
      receiver: { kind: "employer-department" },
      dueInWorkingDays: 3,
      reminders: usual,
      fallbackOfficeId: id(105),
      escalation: { afterDays: 2, to: { kind: "office-of-kind", officeKind: "title-office", level: "city" } },
    },
    {
      step: "title-office",
      receiver: { kind: "office-of-kind", officeKind: "title-office", level: "city" },
      dueInWorkingDays: 5,
      reminders: usual,
      fallbackOfficeId: id(105),
      escalation: { afterDays: 1, to: { kind: "office-of-kind", officeKind: "title-office", level: "city" } },
    },
    {
      step: "title-office",
      conditions: [junior, county],
      receiver: { kind: "office-of-kind", officeKind: "title-office", level: "county" },
      dueInWorkingDays: 5,
      reminders: usual,
      fallbackOfficeId: id(101),
      escalation: { afterDays: 1, to: { kind: "office-of-kind", officeKind: "title-office", level: "city" } },
    },
  ] as const
).map((rule, index) => routingRule.parse({ ...blank, ...rule, id: id(301 + index), matter, areaId: city }));

export const ruleSetId = id(300);

export const demoPhrases = [
  { step: "employer", outcome: "approve", text: "情况属实，同意上报。" },
  { step: "employer", outcome: "return", text: "请按所列问题一次补齐后重新提交。" },
  { step: "department", outcome: "approve", text: "材料齐全，同意上报。" },
  { step: "department", outcome: "return", text: "材料不齐，请一次补齐。" },
  { step: "title-office", outcome: "approve", text: "材料齐全、真实，符合补办条件，同意补发。" },
  { step: "title-office", outcome: "approve", text: "同意，按规定补发电子证书。" },
  { step: "title-office", outcome: "return", text: "请补充材料：" },
  { step: "title-office", outcome: "reject", text: "与存档记录不符，不予补发。" },
  { step: "title-office", outcome: "dismiss", text: "经核对存档，异议所述与记录不符，异议不成立。" },
  { step: "title-office", outcome: "uphold", text: "经核实，异议成立，本次遗失声明终止。" },
] as const;
