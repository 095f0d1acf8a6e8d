/** What the city is called and where it can be reached; printed and shown, never used to decide. */
export interface City {
  /** 柳州市 */
  name: string;
  /** 广西柳州市: goes before 中级职称电子证书. */
  certificateArea: string;
  /** LZ, as in YS-LZ-2026-000137. */
  numberCode: string;
  /** GB/T 2260, 450200: begins the certificate number. */
  areaCode: string;
  /** Named on certificates as the source of the data (S2-16). */
  dataSource: string;
  /** Reviews what the city's own title office has decided (复核). */
  superiorTitleOffice: string;
  contact: { host: string; address: string; phone: string; hours: string };
}

/** The city this installation serves. */
export const servedCity: City = {
  name: "柳州市",
  certificateArea: "广西柳州市",
  numberCode: "LZ",
  areaCode: "450200",
  dataSource: "广西柳州市人力资源和社会保障局",
  superiorTitleOffice: "广西壮族自治区职改办",
  contact: {
    host: "柳州市人力资源和社会保障局（演示）",
    address: "柳州市示例路 1 号",
    phone: "12333",
    hours: "9:00 至 12:00，13:00 至 16:30",
  },
};
