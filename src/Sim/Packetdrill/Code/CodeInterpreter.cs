using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.Code;

/// <summary>
/// Runs the code blocks of one script: assertions, assignments and print() of Python, over numbers and texts. Variables live as
/// long as the script. Blocks of indented statements are not part of it.
/// </summary>
/// <param name="lookUp">Finds names that the script has not set; null for none.</param>
internal sealed class CodeInterpreter(Func<string, long?> lookUp)
{
    private readonly Dictionary<string, CodeValue> _variables = [];

    /// <summary>Runs the statements of one block.</summary>
    /// <exception cref="RunException">An assertion does not hold.</exception>
    /// <exception cref="UnsupportedException">Something else than such statements is there.</exception>
    public void Run(string text)
    {
        var tokens = CodeLexer.Read(text);
        var at = 0;
        while (at < tokens.Count)
        {
            var end = tokens.FindIndex(at, token => token.Kind == CodeTokenKind.EndOfStatement);
            end = end < 0 ? tokens.Count : end;
            if (end > at)
            {
                RunStatement(tokens.GetRange(at, end - at));
            }

            at = end + 1;
        }
    }

    private void RunStatement(List<CodeToken> tokens)
    {
        var first = tokens[0];
        switch (first.Text)
        {
            case "assert" when first.Kind == CodeTokenKind.Name:
                Assert(tokens);
                return;
            case "print" when first.Kind == CodeTokenKind.Name:
                new ExpressionEvaluator(tokens[1..], LookUp).EvaluateAll();
                return;
            case "import" or "from" or "pass" when first.Kind == CodeTokenKind.Name:
                return;
            case "if" or "for" or "while" or "def" or "with" or "try" or "class" when first.Kind == CodeTokenKind.Name:
                throw new UnsupportedException($"'{first.Text}' in a code block");
        }

        if (first.Kind == CodeTokenKind.Name && tokens.Count > 2 && tokens[1].Kind == CodeTokenKind.Sign && tokens[1].Text is "=" or "+=" or "-=" or "*=" or "|=" or "&=")
        {
            var value = new ExpressionEvaluator(tokens[2..], LookUp).EvaluateAll();
            _variables[first.Text] = tokens[1].Text == "=" ? value : CodeOperators.Apply(tokens[1].Text[..1], LookUp(first.Text), value);
            return;
        }

        new ExpressionEvaluator(tokens, LookUp).EvaluateAll();
    }

    private void Assert(List<CodeToken> tokens)
    {
        // A comma outside of parentheses separates the condition from what is shown when it does not hold.
        var depth = 0;
        var comma = tokens.FindIndex(token =>
        {
            depth += token.Text is "(" or "[" ? 1 : token.Text is ")" or "]" ? -1 : 0;
            return depth == 0 && token is { Kind: CodeTokenKind.Sign, Text: "," };
        });
        var condition = comma < 0 ? tokens[1..] : tokens[1..comma];
        if (new ExpressionEvaluator(condition, LookUp).EvaluateAll().IsTrue)
        {
            return;
        }

        var names = condition.Where(token => token.Kind == CodeTokenKind.Name && token.Text.StartsWith("tcpi_", StringComparison.Ordinal)).Select(token => token.Text).Distinct();
        var shown = string.Join(", ", names.Select(name => $"{name} is {LookUp(name)}"));
        throw new RunException($"assert {string.Join(' ', condition.Select(token => token.Text))} does not hold{(shown.Length > 0 ? ": " + shown : "")}");
    }

    private CodeValue LookUp(string name) =>
        _variables.TryGetValue(name, out var value) ? value
        : lookUp(name) is { } number ? new CodeValue(number)
        : throw new UnsupportedException($"the name '{name}' in a code block");
}
