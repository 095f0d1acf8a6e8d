import { z } from "zod";
import { problem, unknownYet } from "./contracts/common.ts";
import type { Endpoint } from "./contracts/endpoint.ts";
import { endpoints } from "./contracts/index.ts";

type Schema = Record<string, unknown>;
interface Operation extends Schema {
  operationId: string;
  tags: readonly string[];
  summary: string;
  responses: Record<string, Schema>;
}

export interface OpenApiDocument {
  openapi: "3.1.0";
  info: Schema;
  servers: readonly Schema[];
  tags: readonly Schema[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, Schema> };
}

/** OpenAPI 3.1 of every endpoint, made from the contracts that validate it. */
export function describeApi(options: { baseUrl: string; cookieName: string; demo: boolean }): OpenApiDocument {
  const shown = endpoints.filter(({ access }) => options.demo || access !== "demo");
  const paths: OpenApiDocument["paths"] = {};
  for (const endpoint of shown) {
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = operationOf(endpoint);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "人才通",
      version: "0.1.0",
      description:
        "人才认定与职称服务平台的接口。时间为 ISO 8601，按北京时间显示；除 GET 外的请求都要带请求头 X-Requested-With: rencaitong。",
    },
    servers: [{ url: options.baseUrl }],
    tags: [...new Set(shown.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, "output"), UnknownYet: jsonSchema(unknownYet, "output") },
      securitySchemes: { session: { type: "apiKey", in: "cookie", name: options.cookieName } },
    },
  };
}

function operationOf(endpoint: Endpoint): Operation {
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.note ? { description: endpoint.note } : {}),
    security: endpoint.access === "session" ? [{ session: [] }] : [],
    parameters: [
      ...parametersOf(endpoint.params, "path"),
      ...parametersOf(endpoint.query, "query"),
      ...marksOf(endpoint),
    ],
    ...(endpoint.body ? { requestBody: { required: true, content: contentOf(endpoint.body) } } : {}),
    responses: responsesOf(endpoint),
  };
}

function parametersOf(schema: z.ZodObject | undefined, where: "path" | "query"): Schema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input") as {
    properties?: Schema;
    required?: string[];
  };
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: value,
  }));
}

function marksOf({ method }: Endpoint): Schema[] {
  if (method === "GET") return [];
  return [{ name: "X-Requested-With", in: "header", required: true, schema: { const: "rencaitong" } }];
}

function contentOf(body: z.ZodType | "binary"): Schema {
  if (body === "binary") return { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  return { "application/json": { schema: jsonSchema(body, "input") } };
}

const problems: readonly (readonly [string, string])[] = [
  ["400", "内容没有填对，fields 指出是哪一项"],
  ["401", "没有登录"],
  ["403", "没有权限，或缺少必要的确认"],
  ["404", "没有找到，或不属于你"],
  ["409", "与别人的操作冲突"],
  ["422", "现在不能这样办，message 说明原因"],
  ["429", "太频繁，Retry-After 秒后再试"],
];

function responsesOf(endpoint: Endpoint): Record<string, Schema> {
  const { reply } = endpoint;
  const refused = { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return {
    "200": { description: "成功", content: replyContent(reply) },
    ...(endpoint.mayBeUnknown
      ? {
          "202": {
            description: "还不知道结果，请用同一个 key 再问一次",
            content: { "application/json": { schema: { $ref: "#/components/schemas/UnknownYet" } } },
          },
        }
      : {}),
    ...Object.fromEntries(
      problems
        .filter(([status]) => status !== "401" || endpoint.access === "session")
        .map(([status, description]) => [status, { description, content: refused }]),
    ),
  };
}

function replyContent(reply: Endpoint["reply"]): Schema {
  if (reply === "file") return { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  if (reply === "events") return { "text/event-stream": { schema: { type: "string" } } };
  return { "application/json": { schema: jsonSchema(reply, "output") } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  return described;
}
