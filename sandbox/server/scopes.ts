/** Every scope that Jiko's scopes page and its discovery document name. */
export const SCOPES: readonly string[] = [
  'openid',
  'profile',
  'email',
  'phone',
  ...[
    'pockets',
    'transfers',
    'customer',
    'team',
    'onboarding',
    'subscriptions',
    'notifications',
    'reports',
    'approval_rules',
    'authorization_requests',
  ].flatMap((resource) => [`${resource}.read`, `${resource}.write`]),
  'agreements.read',
];
