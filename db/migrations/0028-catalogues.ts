import { shippedTitleSeries } from "./shipped-title-series.ts";

const levels = ["member", "assistant", "middle", "deputy-senior", "senior"];

/** What an office may tick when it returns 遗失补办, and the field or material that each stands beside. */
const defects = [
  ["photo", "证件照不合要求：应为近期正面免冠蓝底 2 寸照片", "photo"],
  ["identity", "身份证照片不清晰或缺一面", "identity"],
  ["statement", "遗失经过不完整，请写明时间、地点和经过", "statement"],
  ["signature", "遗失情况说明没有本人签名", "loss-statement"],
  ["original", "请补充原证书复印件、批文或评审表", "original-proof"],
  ["position", "现任岗位与单位记录不一致", "position"],
  ["phone", "手机号无法联系，请更正", "phone"],
];

/** On what occasion a certificate was lost; the code `unknown` is left out of the public sentence. */
const lossOccasions = [
  ["moving", "搬家、搬迁"],
  ["travel", "出行途中"],
  ["safekeeping", "保管不善"],
  ["handover", "单位移交、寄送途中"],
  ["disaster", "火灾、水灾等意外"],
  ["unknown", "说不清"],
];

const shipped = [
  ...defects.map(([code, name, field], index) => ({
    ...{ catalogue: "defects", matter: "certificate-replacement", code, name, place: (index + 1) * 10 },
    details: { field },
  })),
  ...lossOccasions.map(([code, name], index) => ({
    ...{ catalogue: "loss-occasions", matter: "certificate-replacement", code, name, place: (index + 1) * 10 },
    details: {},
  })),
  ...shippedTitleSeries.map(([code, name, titles, unconfirmed], index) => ({
    ...{ catalogue: "title-series", matter: null, code, name, place: (index + 1) * 10 },
    details: {
      titles: Object.fromEntries(levels.map((level, at) => [level, titles[at]!.split(" ").filter(Boolean)])),
      ...(unconfirmed ? { unconfirmed } : {}),
    },
  })),
];

/**
 * Lists that administrators keep: each entry a row per version, ended and never deleted. Of an entry holds the newest
 * version that has begun. The names that returns were written with, and what they are called now, for the figures.
 */
export const up = `
create table catalogue_entries (
  catalogue text not null,
  -- Whose list it is; null: no single matter's.
  matter text,
  code text not null,
  version int not null,
  name text not null,
  -- What else an entry of this catalogue says (db/catalogues.ts).
  details jsonb not null,
  -- The smaller comes first.
  place int not null,
  -- From this instant (null: since ever) to before that one (null: no end).
  valid_from timestamptz,
  valid_to timestamptz,
  note text not null,
  -- Null: came with the product.
  author_id uuid references accounts on delete restrict,
  author text,
  at timestamptz not null,
  -- Of the press that added the entry.
  key uuid unique,
  unique nulls not distinct (catalogue, matter, code, version),
  check ((author_id is null) = (author is null))
);
create trigger only_grows before update or delete on catalogue_entries for each row execute function refuse_change();
insert into catalogue_entries (catalogue, matter, code, version, name, details, place, note, at)
select catalogue, matter, code, 1, name, details, place, '', now()
from jsonb_to_recordset('${JSON.stringify(shipped)}') as s (catalogue text, matter text, code text, name text, details jsonb, place int);

create view defect_names as
select distinct on (said.name) said.name as said, (
  select newest.name from catalogue_entries newest
  where newest.catalogue = said.catalogue and newest.matter = said.matter and newest.code = said.code
  order by newest.version desc limit 1) as newest
from catalogue_entries said where said.catalogue = 'defects' order by said.name, said.at desc;
`;
export const down = `
drop view defect_names;
drop table catalogue_entries;
`;
