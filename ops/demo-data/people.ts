import type { DemoOffice, DemoOrganisation } from "./places.ts";

/** Invented people. Numbers are valid in form and begin with 450200, which no county has (domain.md §1.1). */
export interface DemoPerson {
  key: string;
  name: string;
  /** First 17 characters; the check character is computed. */
  number: string;
  phone: string;
  position: string;
  organisation: DemoOrganisation | null;
  certificates: readonly DemoCertificate[];
}

export interface DemoCertificate {
  level: "junior" | "middle" | "deputy-senior" | "senior";
  series: string;
  title: string;
  speciality: string;
  year: number;
  awardedOn: string;
  number: string;
}

const engineer = (number: string, speciality: string, awardedOn: string): DemoCertificate => ({
  level: "middle",
  series: "工程技术",
  title: "工程师",
  speciality,
  year: Number(awardedOn.slice(0, 4)),
  awardedOn,
  number,
});
const assistant = (number: string, speciality: string, awardedOn: string): DemoCertificate => ({
  ...engineer(number, speciality, awardedOn),
  level: "junior",
  title: "助理工程师",
});
const teacher = (number: string, level: "junior" | "middle", awardedOn: string): DemoCertificate => ({
  ...engineer(number, "中学数学", awardedOn),
  level,
  series: "中小学教师",
  title: level === "junior" ? "二级教师" : "一级教师",
});

export const demoPeople: readonly DemoPerson[] = [
  {
    key: "qin",
    name: "覃志远",
    number: "45020019860912003",
    phone: "13900000001",
    position: "机械设计工程师",
    organisation: "machinery",
    certificates: [
      assistant("06000011", "机械工程", "2011-12-15"),
      engineer("06000116", "机械工程", "2016-12-20"),
      { ...engineer("05000021", "机械工程", "2022-12-20"), level: "deputy-senior", title: "高级工程师" },
    ],
  },
  {
    key: "wei",
    name: "韦晓岚",
    number: "45020019890304004",
    phone: "13900000002",
    position: "工艺工程师",
    organisation: "machinery",
    certificates: [engineer("06000215", "机械工程", "2015-11-30")],
  },
  {
    key: "meng",
    name: "蒙嘉树",
    number: "45020019910716005",
    phone: "13900000003",
    position: "质量工程师",
    organisation: "machinery",
    certificates: [engineer("06000317", "材料工程", "2017-12-08")],
  },
  {
    key: "huang",
    name: "黄一诺",
    number: "45020019930128006",
    phone: "13900000004",
    position: "设计师",
    organisation: "institute",
    certificates: [engineer("06000418", "建筑工程", "2018-11-16")],
  },
  {
    key: "lan",
    name: "兰若溪",
    number: "45020019950505008",
    phone: "13900000005",
    position: "助理设计师",
    organisation: "institute",
    certificates: [assistant("06000516", "建筑工程", "2016-10-20")],
  },
  {
    key: "shi",
    name: "石景明",
    number: "45020019840822007",
    phone: "13900000006",
    position: "数学教师",
    organisation: "school",
    certificates: [teacher("06000614", "junior", "2014-09-25")],
  },
  {
    key: "luo",
    name: "罗知夏",
    number: "45020019871103010",
    phone: "13900000007",
    position: "数学教师",
    organisation: "school",
    certificates: [teacher("06000715", "middle", "2015-10-12")],
  },
  {
    key: "liao",
    name: "廖思远",
    number: "45020019900214009",
    phone: "13900000008",
    position: "装配工程师",
    organisation: "machinery",
    certificates: [engineer("06000813", "机械工程", "2013-12-25")],
  },
  {
    key: "ran",
    name: "冉清和",
    number: "45020019880619011",
    phone: "13900000009",
    position: "试验工程师",
    organisation: "machinery",
    certificates: [engineer("06000912", "机械工程", "2012-12-18")],
  },
  {
    key: "wu",
    name: "吴秋实",
    number: "45020019930912021",
    phone: "13900000021",
    position: "教师",
    organisation: "school",
    certificates: [teacher("06002114", "junior", "2019-09-20")],
  },
  {
    key: "tan",
    name: "谭雨桐",
    number: "45020019921225012",
    phone: "13900000010",
    position: "工艺员",
    organisation: "materials-works",
    certificates: [assistant("06001017", "材料工程", "2017-11-28")],
  },
];

export interface DemoStaff {
  loginName: string;
  name: string;
  /** First 17 characters of the identity number; null: nobody has recorded it. */
  number: string | null;
  office?: DemoOffice;
  organisation?: DemoOrganisation;
  roles: readonly ("agent" | "reviewer" | "chief" | "administrator")[];
}

export const demoStaff: readonly DemoStaff[] = [
  { loginName: "danwei", name: "莫雨桐", number: "45020019850318031", organisation: "machinery", roles: ["agent"] },
  { loginName: "shejiyuan", name: "莫子衿", number: "45020019870622032", organisation: "institute", roles: ["agent"] },
  { loginName: "xuexiao", name: "梁思齐", number: "45020019821009033", organisation: "school", roles: ["agent"] },
  {
    loginName: "zhuguan",
    name: "甘雨辰",
    number: "45020019790415034",
    office: "industry-department",
    roles: ["reviewer", "chief"],
  },
  { loginName: "jiaoyuju", name: "黎书棠", number: null, office: "school-department", roles: ["reviewer"] },
  {
    loginName: "shizhigaiban",
    name: "陆云舟",
    number: "45020019831201036",
    office: "city-title-office",
    roles: ["reviewer"],
  },
  {
    loginName: "shizhigaiban2",
    name: "农清河",
    number: "45020019760530037",
    office: "city-title-office",
    roles: ["reviewer", "chief"],
  },
  {
    loginName: "xianzhigaiban",
    name: "周叙白",
    number: "45020019810823038",
    office: "county-title-office",
    roles: ["reviewer", "chief"],
  },
  {
    loginName: "rencaizhongxin",
    name: "何安澜",
    number: "45020019880214039",
    office: "talent-centre",
    roles: ["reviewer"],
  },
  {
    loginName: "guanli",
    name: "苏明远",
    number: "45020019801111040",
    office: "city-title-office",
    roles: ["administrator"],
  },
  {
    loginName: "guanli2",
    name: "文以宁",
    number: "45020019840707041",
    office: "city-title-office",
    roles: ["administrator"],
  },
];
