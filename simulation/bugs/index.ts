export async function plant(_name: string): Promise<string> { throw new Error("later"); }
