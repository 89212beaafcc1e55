export function isolationHeaders(): Record<string, string>;
export function serveBuild(folder: URL, port: number, extraHeaders?: Record<string, string>): Promise<string>;
