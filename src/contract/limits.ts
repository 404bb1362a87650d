/** Every bound of the product, the unit in its name. */
export const limits = {
  goalMaxCharacters: 10_000,
  emailMaxCharacters: 254,
  labelMaxCharacters: 200,
  addressMaxCharacters: 2_048,
  idempotencyKeyMaxCharacters: 255,

  intervalMinSeconds: 1,
  intervalMaxMinutes: 527_040,
  jitterMaxSeconds: 86_400,
  /** How far in the past start_at may lie at the moment of acceptance: clocks differ, requests travel. */
  startAtToleranceMs: 60_000,
  maxSessionsMax: 1_000_000,
  pauseAfterFailuresDefault: 5,
  pauseAfterFailuresMax: 1_000,
  /** Extra sessions that wait for the one that runs. */
  runNowQueueMax: 10,
  changesKept: 20,

  stepsMax: 1_000,
  sessionTimeoutMaxSeconds: 86_400,
  answerTimeoutMaxSeconds: 2_592_000,
  holdPageMaxSeconds: 3_600,
  /** Thoughts in a row that do nothing, as when a model corrects itself. */
  idleThoughtsMax: 20,
  tokensMax: 100_000_000,
  costMaxUsd: 10_000,
  policyRules: 50,
  grantsMax: 50,
  grantUsesMax: 1_000_000,
  answerSchemaMaxBytes: 8_192,
  /** Results of earlier actions that a planner gets to see again in whole, newest first; in bytes of JSON. */
  exchangesMaxBytes: 1_000_000,
  /** Of a run's history, in which a session goes on; past it, it does so in the next run. Servers end runs at 50 MB. */
  sessionRunMaxBytes: 3_000_000,
  sessionRunMaxEvents: 3_000,
  /** What a planner is told for one thought, below the 2 MiB that a server takes; in bytes of JSON. */
  toldMaxBytes: 1_900_000,
  /** Of it, what actions brought back that is news; and of a session that goes on in the next run, all that they did. */
  handedOnTextsMaxBytes: 600_000,

  sessionsPerDayDefault: 1_440,
  sessionsPerDayMax: 10_000,
  timeZoneMaxCharacters: 64,
  accountConfigMaxBytes: 16_384,
  /** Sessions that one update of an account reserves. */
  sessionsPerReservation: 500,

  answerValueMaxBytes: 16_384,
  /** So long after a question was closed, an answer that names none may be meant for it. */
  answerWithoutIdMs: 60_000,
  reasonMaxCharacters: 1_000,
  answeredByMaxCharacters: 254,
  requestIdMaxCharacters: 64,
  /** Bad fields that the details of an error name, and how long each of their texts may be. */
  errorProblemsMax: 20,
  errorDetailMaxCharacters: 500,

  ledgerRows: 500,
  listRowsMax: 1_000,
  listQueryMaxCharacters: 4_000,
  /** Triggers that a bulk command sends its update to at one time. */
  bulkUpdatesAtOnce: 20,
  memoryMaxBytes: 65_536,
  memoryValueMaxBytes: 32_768,
  memoryKeyMaxCharacters: 200,
  resultMaxBytes: 65_536,
  questionMaxCharacters: 2_000,
  /** With an address whole as far as its path, and twelve fields, each with its name, value and label. */
  permissionMaxCharacters: 6_000,
  heldPerAction: 10,
  freeFieldsMax: 50,
  outboxMaxBytes: 524_288,
  /** Of what a run hands on with its request: Temporal ends a workflow that hands on 2 MiB. */
  carriedMaxBytes: 1_572_864,
  /** Of events that the history does not tell of yet; past it they are written there before the next run. */
  toRecordCarriedMaxBytes: 65_536,
  eventMaxBytes: 20_480,
  eventGoalMaxCharacters: 300,
  closedRequestsKept: 50,
  givenAddressesKept: 10,
  recentMessagesKept: 256,
  /** What is kept of the result of an update that was taken: of a larger one, shorter texts and lists. */
  keptResultMaxBytes: 512,
  noticesKept: 20,

  deliveryBatchEvents: 50,
  /** Of events in one round, below the 512 KiB at which Temporal warns of a payload. */
  deliveryBatchMaxBytes: 262_144,
  /** A round that has taken so long sends nothing more; what is left goes in the next one. */
  deliveryRoundMs: 60_000,
  webhookTimeoutMs: 15_000,
  webhookAnswerMaxBytes: 65_536,
  webhookAnswerHeadersMaxBytes: 1_048_576,
  eventMaxAgeMs: 76 * 3_600_000,
  /** The same refusal so often, and an event is given up: it is the event, not the receiver. */
  sameRefusalsMax: 6,
  redeliverMaxBytes: 262_144,
  /** Events that no delivery carries, written into the history at one time. */
  recordBatchEvents: 50,
  /** What `stop` with `now`, and cancellation, give the events that are due before giving them up. */
  stopNowDeliveryMs: 60_000,

  pageMaxBytes: 20_000_000,
  /** All that a session's pages load. */
  sessionPagesMaxBytes: 100_000_000,
  pageTimeoutMs: 30_000,
  entriesPerPage: 60,
  browserLossesPerSession: 5,
} as const;
