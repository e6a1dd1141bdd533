import type { Resource } from '../resource.ts';
import { field } from './field.ts';

/** What happened at Jiko, and who is told of it. */
export const EVENTS = {
  subscriptions: {
    path: 'subscriptions',
    shape: 'cursor',
    reading: { kind: 'whole' },
    identity: ['subscription_id'],
    view: 'dim_subscription',
    about: 'Who is told of events',
    fields: {
      subscription_id: field('text', 'The subscription, by the id that Jiko gave it'),
      description: field('text', 'What it is for, by whoever made it'),
      event_types: field('nested', 'The types of events that it is told of'),
      url: field('text', 'Where they are delivered'),
      status: field('word', 'State in the word of Jiko, such as enabled'),
      retry_policy: field('nested', 'How a delivery is repeated; null: as Jiko likes'),
      shared_secret: field('secret', 'What deliveries are signed with: never kept'),
      created_at: field('instant', 'When it was made'),
      updated_at: field('instant', 'When it was last changed'),
    },
  },
  events: {
    path: 'events',
    shape: 'cursor',
    reading: { kind: 'since', by: 'occurred_at' },
    identity: ['event_id'],
    view: 'fct_event',
    about: 'What happened, and the attempts to deliver it',
    fields: {
      event_id: field('text', 'The event, by the id that Jiko gave it'),
      event_type: field('word', 'What happened, in the word of Jiko'),
      occurred_at: field('instant', 'When it happened'),
      payload: field('nested', 'What it is about, as it came'),
      customer_id: field('text', 'The customer, by the id that Jiko gave it'),
      delivery_attempts: {
        kind: 'rows',
        about: 'The attempts to deliver it',
        of: {
          attempt_id: field('text', 'The attempt, by the id that Jiko gave it'),
          subscription_id: field('text', 'Who was to be told'),
          is_success: field('boolean', 'Whether it was taken'),
          response_code: field('integer', 'HTTP status of the answer'),
          response_message: field('text', 'What the answer said'),
          called_at: field('instant', 'When it was tried'),
        },
      },
    },
  },
} as const satisfies Readonly<Record<string, Resource>>;
