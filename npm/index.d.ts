/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A Task handler: what a Lambda function would do. What it throws is the error of the task. */
export type Handler = (event: any, context: HandlerContext) => unknown;

/** What a handler is told beside its event. */
export interface HandlerContext {
  functionName: string;
  invokedFunctionArn: string;
  awsRequestId: string;
  /** The moment on the virtual clock. */
  now: Date;
  /** Lets virtual time pass, without waiting. */
  sleep(seconds: number): Promise<void>;
}

/** Names and ARNs, as the context object and the events show them. */
export interface Identity {
  region?: string;
  account?: string;
  stateMachineName?: string;
  executionName?: string;
  roleArn?: string;
}

export interface SimulateOptions {
  /** The definition, as text or as an object. */
  definition: string | object;
  /** The execution's input; `{}` if it is absent. */
  input?: Json;
  /** The input as text, where its form matters: numbers of any length, the order of members. */
  inputText?: string;
  /** `STANDARD` if it is absent. */
  type?: "STANDARD" | "EXPRESS";
  /**
   * What answers the tasks, by function name or by resource ARN. An `ItemReader` is answered with an array
   * of items, a Task with `.sync` or `.waitForTaskToken` with what it waits for.
   */
  handlers?: Record<string, Handler>;
  /**
   * Answers without code, by function name or by resource ARN: what is returned, or a list of answers one
   * after the other, of which the last stays. `{ throw: { error, cause } }` fails the task.
   */
  mocks?: Record<string, Mock | Mock[]>;
  identity?: Identity;
  /** Where chance begins. The same seed gives the same history. */
  seed?: number;
  /** When the execution starts, in virtual time: RFC 3339. */
  startTime?: string;
  limits?: Limits;
  /**
   * Stops the execution, as `StopExecution` does: the result's status is `ABORTED`. An `Error` as the reason
   * gives the error and the cause.
   */
  signal?: AbortSignal;
}

/** What a task is answered without code. */
export type Mock = { return: Json; seconds?: number } | { throw: { error: string; cause?: string }; seconds?: number };

/** How much may happen before an execution is ended. */
export interface Limits {
  /**
   * Events of one Standard execution; 25,000, as on AWS, if it is absent, and never more. An Express one has no
   * limit on AWS; here it may have 50,000.
   */
  events?: number;
  /** Events of an execution and its child executions together; 500,000 if it is absent. */
  allEvents?: number;
}

/** One event, as `GetExecutionHistory` returns it. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: string;
  type: string;
  [details: `${string}EventDetails`]: any;
}

/** The data of one visit to a state at one stage, in the words of `TestState`. */
export interface TraceEntry {
  /** The id of the `…StateEntered` event of the visit. */
  visit: number;
  /** The id of the last event before this stage. */
  event: number;
  /** Which try of the visit, from 0. */
  attempt: number;
  stage: string;
  value: Json;
}

export interface SimulateResult {
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  output?: Json;
  error?: string;
  cause?: string;
  /** What `GetExecutionHistory` would return; made when it is first read. */
  events: HistoryEvent[];
  /** Made when they are first read. A value that is that of several stages is one object. */
  traces: TraceEntry[];
  /** The Map Runs of Maps in distributed mode, with their child executions; made when they are first read. */
  mapRuns?: MapRun[];
  /**
   * Lets an execution that ended badly go on from the states that failed, as `RedriveExecution` does. The new
   * result has the events from the very first one on.
   */
  redrive(changes?: { handlers?: Record<string, Handler>; signal?: AbortSignal }): Promise<SimulateResult>;
}

/** How many there are in each status. */
export interface Counts {
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
}

/** A Map Run, in the words of `DescribeMapRun`. */
export interface MapRun {
  mapRunArn: string;
  /** The execution whose Map it is. */
  executionArn: string;
  maxConcurrency: number;
  itemCounts: Counts;
  executionCounts: Counts;
  /** The child executions in the order of their items. */
  executions: ChildExecution[];
}

/** One child execution of a Map Run. */
export interface ChildExecution extends Omit<SimulateResult, "mapRuns" | "redrive" | "status"> {
  status: SimulateResult["status"] | "RUNNING";
  name: string;
  executionArn: string;
}

/**
 * Runs a state machine to its end, on virtual time.
 *
 * Rejects if the definition has errors (see `validate`), or if the input is not JSON or has more than 256 KiB;
 * whatever goes wrong in the execution is part of the result.
 */
export function simulate(options: SimulateOptions): Promise<SimulateResult>;

/** A finding about a definition. */
export interface Diagnostic {
  severity: "ERROR" | "WARNING";
  /** AWS's code, such as `MISSING_TRANSITION_TARGET`. */
  code: string;
  message: string;
  /** As AWS says it: `/States/Charge/Next`. */
  location: string;
  /** Where in the text, in UTF-16 units. */
  from: number;
  to: number;
  /** What to do. */
  hint?: string;
}

/** Says what AWS would refuse in a definition, or warn about. */
export function validate(definition: string | object, options?: { type?: "STANDARD" | "EXPRESS" }): Diagnostic[];

/** A test of one state, in the words of AWS's `TestState`. Data is a value, or JSON text as in AWS's API. */
export interface TestStateOptions {
  /** A state, or a machine where `stateName` names one of its states, at any depth. */
  definition: string | object;
  stateName?: string;
  input?: Json;
  /** `INFO` if it is absent. */
  inspectionLevel?: "INFO" | "DEBUG" | "TRACE";
  /** What stands in for the state's work; Map, Parallel, activities, `.sync` and `.waitForTaskToken` need it. */
  mock?: {
    result?: Json;
    errorOutput?: { error?: string; cause?: string };
    /** How closely the result must look like the answer of its service; `STRICT` if it is absent. */
    fieldValidationMode?: "STRICT" | "PRESENT" | "NONE";
  };
  /** The context object. Without it a state inside a Map is in the first iteration, with the input as its item. */
  context?: Json;
  /** The variables the state sees. */
  variables?: Json;
  stateConfiguration?: {
    retrierRetryCount?: number;
    errorCausedByState?: string;
    /** No more than there are items. */
    mapIterationFailureCount?: number;
    /**
     * What the `ItemReader` has read. A JSON array is taken for the items; other formats are not read, and what
     * depends on the items is left out then.
     */
    mapItemReaderData?: Json;
  };
  revealSecrets?: boolean;
  roleArn?: string;
  /** What answers a Task without a mock. */
  handlers?: Record<string, Handler>;
  identity?: Identity;
  seed?: number;
  startTime?: string;
}

/** What a test yields; data is JSON text. */
export interface TestStateResult {
  status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  output?: string;
  error?: string;
  cause?: string;
  nextState?: string;
  /** The data at each stage, at the levels `DEBUG` and `TRACE`. */
  inspectionData?: {
    input?: string;
    variables?: string;
    afterInputPath?: string;
    afterParameters?: string;
    afterArguments?: string;
    afterItemsPath?: string;
    /** The inputs of all iterations. */
    afterItemSelector?: string;
    /** The batches that the iterations are given. */
    afterItemBatcher?: string;
    result?: string;
    afterResultSelector?: string;
    afterResultPath?: string;
    maxConcurrency?: number;
    toleratedFailureCount?: number;
    toleratedFailurePercentage?: number;
    errorDetails?: { catchIndex?: number; retryIndex?: number; retryBackoffIntervalSeconds?: number };
  };
}

/**
 * Tests one state.
 *
 * Rejects with an error whose name and message are AWS's where AWS does not test: `ValidationException`,
 * `InvalidDefinition`.
 */
export function testState(options: TestStateOptions): Promise<TestStateResult>;

/** One expression and what it sees. */
export interface EvaluateOptions {
  /** `JSONPath` also for calls of intrinsic functions. */
  language: "JSONata" | "JSONPath";
  /**
   * How JSONata is held: `aws`, the default, as Step Functions does, with `$states` and variables as the only
   * roots; `none` for JSONata 2.0.6 itself, where `input` is what `$` stands for.
   */
  profile?: "aws" | "none";
  /** JSONata with `{% %}` or without; a path; a call of an intrinsic function. */
  expression: string;
  /** `$states.input`, or `$`. */
  input?: Json;
  /** `$states.context`, or `$$`. */
  context?: Json;
  /** The machine's variables, by name without the dollar sign. */
  variables?: Json;
  seed?: number;
  /** The moment that `$now()` gives: RFC 3339. */
  now?: string;
}

/**
 * Evaluates one expression. An error is AWS's sentence, of JSONata with its place in the expression, in UTF-16
 * units. Without AWS's profile there may be no value: the expression is undefined.
 */
export function evaluate(options: EvaluateOptions): { value?: Json } | { error: string; from?: number; to?: number };

/** The version of the interpreter. */
export const version: string;
