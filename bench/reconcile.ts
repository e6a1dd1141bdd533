export async function benchReconcile(_server: unknown): Promise<void> {}
