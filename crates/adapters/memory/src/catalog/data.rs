//! The catalog that every installation starts with. Identifiers are fixed, so that they are the same everywhere: a test
//! compares them with what the migrations make.

use uuid::{Uuid, uuid};

/// Identifier, name, slug.
pub(super) const TOOLS: [(Uuid, &str, &str); 15] = [
    (uuid!("f6fadfa7-e5c1-4b62-9362-da5cc13da58a"), "Cursor", "cursor"),
    (uuid!("2c63888f-28f0-4481-be6d-dce7a7ace732"), "Claude", "claude"),
    (uuid!("8a119b9e-16bc-4732-8f7b-7676d015b0dc"), "GPT-4", "gpt-4"),
    (uuid!("bc67ba94-637d-4efa-a09e-467ada679f81"), "v0", "v0"),
    (uuid!("fab36728-a78b-4b7e-8787-c0de2f960063"), "Bolt", "bolt"),
    (uuid!("a712755f-6cac-44d5-99d5-269512e74f7b"), "GitHub Copilot", "github-copilot"),
    (uuid!("ac8efe12-1c59-49f1-ba2d-de83458bfed0"), "Replit AI", "replit-ai"),
    (uuid!("5796a670-482c-490e-8d97-82bfcdc83011"), "Midjourney", "midjourney"),
    (uuid!("0b80a255-53a1-4945-a932-58ef7777682c"), "Windsurf", "windsurf"),
    (uuid!("45ac16b9-c20d-4c21-8f8a-7abff2e91ac7"), "Lovable", "lovable"),
    (uuid!("dd2ee150-d284-4277-b89c-1af40ce8fcc9"), "ChatGPT", "chatgpt"),
    (uuid!("3c3ae353-fb14-428e-90b4-01a6c1cc0aff"), "Gemini", "gemini"),
    (uuid!("b9c8b9ff-e46e-4627-9419-c7723226db94"), "Codeium", "codeium"),
    (uuid!("bbeeb636-1d33-4c6d-96f0-da847a2a3b87"), "Tabnine", "tabnine"),
    (uuid!("68e58909-ccb2-4416-925a-56c9a30f4300"), "Amazon Q", "amazon-q"),
];

/// Identifier, name, slug, category.
pub(super) const STACKS: [(Uuid, &str, &str, &str); 36] = [
    (uuid!("ff53a46f-5ead-403a-84c4-b877678537a3"), "React", "react", "frontend"),
    (uuid!("e179f773-a6e0-43c0-9514-b7dde2ad0478"), "Next.js", "nextjs", "frontend"),
    (uuid!("0c28cec1-b947-42af-a4b9-36976b4b76b0"), "Vue", "vue", "frontend"),
    (uuid!("a398d022-d435-4df4-8322-905089933837"), "Svelte", "svelte", "frontend"),
    (uuid!("4c8b1eb4-4f1e-4ccf-8372-a2a784a67245"), "Astro", "astro", "frontend"),
    (uuid!("ac9130f4-547c-47d3-8e3a-655f20731ab2"), "Angular", "angular", "frontend"),
    (uuid!("ca3ab343-ac33-4b68-be9b-f77c6519a9d5"), "Solid", "solid", "frontend"),
    (uuid!("03c472ca-4495-48b4-b8d8-89d2b47a5c1d"), "Tailwind CSS", "tailwind-css", "frontend"),
    (uuid!("77dde229-df88-4e4d-ac23-86e5cc86ba64"), "Node.js", "nodejs", "backend"),
    (uuid!("c3dd75f6-8085-48e6-ac92-5f09a227f039"), "Express", "express", "backend"),
    (uuid!("bb262a93-4ce1-4c61-aa03-36d98b8c82f1"), "Elixir", "elixir", "backend"),
    (uuid!("b183256e-a16e-4121-b07a-6fc42fd7b23a"), "Phoenix", "phoenix", "backend"),
    (uuid!("8f39aaa5-729a-453c-b891-da33e83a9d40"), "Django", "django", "backend"),
    (uuid!("e5a9f6b1-a297-49bf-adf4-38f7b27c1c74"), "FastAPI", "fastapi", "backend"),
    (uuid!("f1a38d32-6834-4c65-927c-b2382bedda16"), "Rails", "rails", "backend"),
    (uuid!("d00f7b11-205f-42f7-88c1-d781b972e776"), "Go", "go", "backend"),
    (uuid!("b21b1c2e-1f61-41bc-acb7-0dd842762334"), "Rust", "rust", "backend"),
    (uuid!("3ceb0831-8744-4e92-ad93-36c0f9c4b930"), "TypeScript", "typescript", "language"),
    (uuid!("b338afd6-b776-4568-a9ca-4bb956e78ec7"), "JavaScript", "javascript", "language"),
    (uuid!("ea44bd0d-405e-4311-8b68-dba7a2bb831d"), "Python", "python", "language"),
    (uuid!("670c1cd3-5555-4e31-84be-37c1dfe6c55b"), "Ruby", "ruby", "language"),
    (uuid!("6f877ca9-8a42-427f-b0d3-79d72f8cbeb2"), "PostgreSQL", "postgresql", "database"),
    (uuid!("adff32f5-35dd-4954-a7f8-022a4eedef2a"), "MySQL", "mysql", "database"),
    (uuid!("396dfa33-6763-4f9c-8484-f9d69de18a44"), "MongoDB", "mongodb", "database"),
    (uuid!("7f11ee19-d49d-4a71-a615-dc020b7ef25e"), "Redis", "redis", "database"),
    (uuid!("0f66fa84-1834-49be-b913-63081216b6dc"), "SQLite", "sqlite", "database"),
    (uuid!("76dca866-649b-4809-8780-b8cf55034265"), "Supabase", "supabase", "database"),
    (uuid!("7c77833f-338f-4aab-b1c8-046a3c6dd345"), "React Native", "react-native", "mobile"),
    (uuid!("e4631b55-3fde-45b4-a886-904732dce811"), "Flutter", "flutter", "mobile"),
    (uuid!("c86308a3-429b-4def-959c-11d466f6d437"), "Swift", "swift", "mobile"),
    (uuid!("05c8d825-4589-4289-8e69-2bf19b26be74"), "Kotlin", "kotlin", "mobile"),
    (uuid!("cf6f4db3-5497-4bda-913b-7c4fd711cad0"), "Docker", "docker", "devops"),
    (uuid!("52c78612-cc65-4109-b6ec-730b5ab4e22f"), "Kubernetes", "kubernetes", "devops"),
    (uuid!("265aad9d-9891-4efe-bf2e-a35374d7a291"), "AWS", "aws", "cloud"),
    (uuid!("ce3bdd3e-61ea-4d36-9c64-19b18d885add"), "Vercel", "vercel", "cloud"),
    (uuid!("0b2f5280-909a-4792-95cb-93899543cba6"), "Fly.io", "fly-io", "cloud"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalog_is_the_one_that_the_migrations_make() {
        let sql = include_str!("../../../../../migrations/2026-11-23-100700_catalog_data/up.sql");
        let tools = TOOLS.map(|(id, name, slug)| format!("('{id}', '{name}', '{slug}')"));
        let stacks = STACKS.map(|(id, name, slug, category)| format!("('{id}', '{name}', '{slug}', '{category}')"));
        let rows: Vec<String> = tools.into_iter().chain(stacks).collect();
        for row in &rows {
            assert!(sql.contains(row), "{row}");
        }
        assert_eq!(sql.matches("    ('").count(), rows.len());
    }
}
