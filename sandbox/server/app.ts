import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { SandboxHooks } from '../options.ts';
import { Problem, type ProblemShape, shaped } from './problem.ts';
import type { RateGroup, RateLimiter } from './rate-limit.ts';
import type { Route, StatsCounter } from './stats.ts';
import type { TokenService } from './token.ts';

export type ApiContext = Context<{ Bindings: HttpBindings }>;
export type ApiHandler = (context: ApiContext) => Response | Promise<Response>;
export type ApiApp = Hono<{ Bindings: HttpBindings }>;

export interface AppParts {
  readonly tokens: TokenService;
  readonly limiter: RateLimiter;
  readonly stats: StatsCounter;
  readonly hooks: SandboxHooks;
  readonly problemShape: ProblemShape;
}

export interface Guard {
  readonly group: RateGroup;
  readonly anyOf: readonly string[];
}

/** Wraps handlers in what all calls have in common: hooks, counting, errors as JSON. */
export interface Routing {
  readonly app: ApiApp;
  /** Open to whoever comes. */
  open(route: Route, handler: ApiHandler): ApiHandler;
  /** Behind a token and a rate limit. */
  guarded(route: Route, guard: Guard, handler: ApiHandler): ApiHandler;
}

export function createRouting(parts: AppParts): Routing {
  const app: ApiApp = new Hono();
  app.notFound((context) => context.json({ detail: 'Not Found' }, 404));
  app.onError((error, context) =>
    error instanceof Problem
      ? answer(error, parts.problemShape, context)
      : context.json({ detail: `Internal Server Error: ${error.message}` }, 500),
  );
  const open = (route: Route, handler: ApiHandler): ApiHandler => counted(parts, route, handler);
  return {
    app,
    open,
    guarded: (route, guard, handler) =>
      counted(parts, route, async (context) => {
        const body = context.req.method === 'GET' ? '' : await context.req.text();
        await parts.tokens.authorize({ request: context.req.raw, body }, guard.anyOf);
        // There is one client, and a new token gives it no new allowance.
        const headers = parts.limiter.take(guard.group, 'client');
        return withHeaders(await handler(context), headers);
      }),
  };
}

function counted(parts: AppParts, route: Route, handler: ApiHandler): ApiHandler {
  return async (context) => {
    const call = { route, request: context.req.raw, ...context.env };
    const early = await parts.hooks.before?.(call);
    const usual =
      early ?? withHeaders(await handlerOrProblem(parts, handler, context), nonceFor(parts, route));
    const response = (await parts.hooks.after?.(call, usual)) ?? usual;
    parts.stats.count(route, response.status);
    return response;
  };
}

/** Files come from another host, which knows nothing of tokens. */
function nonceFor({ tokens }: AppParts, route: Route): Readonly<Record<string, string>> {
  return route === 'file' ? {} : tokens.headers();
}

async function handlerOrProblem(
  { problemShape }: AppParts,
  handler: ApiHandler,
  context: ApiContext,
): Promise<Response> {
  try {
    return await handler(context);
  } catch (error) {
    if (error instanceof Problem) return answer(error, problemShape, context);
    throw error;
  }
}

function answer(problem: Problem, shape: ProblemShape, context: ApiContext): Response {
  const status = problem.status as ContentfulStatusCode;
  const body = shaped(problem, shape, new URL(context.req.url).searchParams);
  return Response.json(body, { status, headers: problem.headers });
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
