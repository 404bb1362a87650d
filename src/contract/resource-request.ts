import { z } from 'zod';
import { Json, jsonBytes } from './json.ts';
import { limits } from './limits.ts';

export const resourceTypes = ['admin_permission_request', 'request_user_input'] as const;
export type ResourceType = (typeof resourceTypes)[number];

const RequestId = z.string().min(1).max(limits.requestIdMaxCharacters);
const AnsweredBy = z.string().max(limits.answeredByMaxCharacters);

/** The answer to an `admin_permission_request`. */
export const AdminPermissionResponse = z.strictObject({
  request_id: RequestId.optional(),
  approved: z.boolean(),
  reason: z.string().max(limits.reasonMaxCharacters).optional(),
  answered_by: AnsweredBy.optional(),
  remember: z
    .strictObject({
      uses: z.int().min(1).max(limits.grantUsesMax).optional().describe('how often; left out, without a limit'),
      until: z.iso.datetime({ offset: true }).optional().describe('until when; left out, for the life of the trigger'),
      free: z
        .array(z.string().min(1).max(200))
        .max(limits.freeFieldsMax)
        .optional()
        .describe('names of fields that may be sent with any value, such as quantity; all others as they were'),
    })
    .optional()
    .describe('makes an approval stand for the same action in later sessions'),
});
export type AdminPermissionResponse = z.infer<typeof AdminPermissionResponse>;

/** The answer to a `request_user_input`. */
export const UserInputResponse = z.strictObject({
  request_id: RequestId.optional(),
  value: Json.refine((value) => jsonBytes(value) <= limits.answerValueMaxBytes, {
    error: `must have at most ${limits.answerValueMaxBytes} bytes`,
  }),
  answered_by: AnsweredBy.optional(),
});
export type UserInputResponse = z.infer<typeof UserInputResponse>;

/** The answer to a request of either kind: what says whether something is approved is meant for a permission. */
export const ResourceAnswer = z.unknown().transform((given, context): ResourceAnswer => {
  const isPermission = typeof given === 'object' && given !== null && 'approved' in given;
  const parsed = (isPermission ? AdminPermissionResponse : UserInputResponse).safeParse(given);
  for (const issue of parsed.error?.issues ?? []) context.addIssue({ ...issue });
  return parsed.data ?? z.NEVER;
});
export type ResourceAnswer = AdminPermissionResponse | UserInputResponse;

/** How a person answers: paste one of these. */
interface HowToAnswer {
  workflow_id: string;
  signal: string;
  update: string;
  /** What signal and update take: an approval, or an answer in which `VALUE` is to be replaced. */
  input: { request_id: string; approved?: boolean; value?: Json };
  command: string;
}

/** An open request, as status, `requests` and the event show it. */
export interface ResourceRequest {
  request_id: string;
  session_id: string;
  resource_type: ResourceType;
  message: string;
  details: Json;
  /** For `request_user_input`; null otherwise. */
  schema: { [key: string]: Json } | null;
  asked_at: string;
  expires_at: string;
  how_to_answer: HowToAnswer;
}

/** An approval that stands for the same action in later sessions. */
export interface Grant {
  grant_id: string;
  /** As an approval's: over trigger, goal, tool, arguments, origin and element. */
  fingerprint: string;
  /** What it covers, in words. */
  covers?: string;
  /** SHA-256 over all of that but the values of fields, and over the page's title and price; grants of 0.1.0 lack it. */
  standing?: string;
  /** The fields that are to be sent with just these values. */
  fields?: { name: string; value: string }[];
  /** Names of those that may have any value. */
  free?: string[];
  tool: string;
  summary: string;
  origin: string | null;
  granted_at: string;
  granted_by: string | null;
  /** Null: without a limit. */
  uses_left: number | null;
  /** Null: for the life of the trigger. */
  until: string | null;
  used: number;
}

/** What became of a request. `withdrawn`: its session ended before an answer came. */
export interface ClosedRequest {
  request_id: string;
  resource_type: ResourceType;
  closed_at: string;
  how: 'approved' | 'denied' | 'answered' | 'expired' | 'withdrawn';
  answered_by: string | null;
}
