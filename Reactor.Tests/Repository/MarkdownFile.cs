using System.Text.RegularExpressions;

namespace Reactor.Tests.Repository;

/// <summary>What the tests ask of a page: its fenced code and its links into the repository.</summary>
internal sealed partial class MarkdownFile(RepositoryFile file)
{
    /// <summary>The fenced blocks; the line is that of the first line of code.</summary>
    public IEnumerable<CodeBlock> CodeBlocks()
    {
        string fence = "";
        string language = "";
        int start = 0;
        List<string> code = [];

        foreach ((int number, string line) in file.Lines())
        {
            Match mark = FencePattern().Match(line);
            if (fence.Length == 0 && mark.Success)
            {
                (fence, language, start) = (mark.Groups["fence"].Value, mark.Groups["language"].Value, number + 1);
                code.Clear();
            }
            else if (fence.Length > 0 && line.Trim().StartsWith(fence, StringComparison.Ordinal))
            {
                yield return new CodeBlock(file.Path, start, language, string.Join('\n', code));
                fence = "";
            }
            else if (fence.Length > 0)
            {
                code.Add(line);
            }
        }

        if (fence.Length > 0)
            throw new FormatException($"{file.Path}:{start - 1}: the code block is never closed.");
    }

    /// <summary>The targets without their anchors; links elsewhere and within the page are left out.</summary>
    public IEnumerable<(int Line, string Target)> RelativeLinks()
    {
        CodeBlock[] blocks = [.. CodeBlocks()];
        foreach ((int number, string line) in file.Lines())
        {
            if (blocks.Any(block => block.Contains(number)))
                continue;

            foreach (Match link in LinkPattern().Matches(InlineCodePattern().Replace(line, "")))
            {
                string target = Uri.UnescapeDataString(link.Groups["target"].Value.Split('#')[0]);
                if (target.Length > 0 && !SchemePattern().IsMatch(target))
                    yield return (number, target);
            }
        }
    }

    [GeneratedRegex(@"^\s*(?<fence>```+|~~~+)\s*(?<language>[^\s`]*)")]
    private static partial Regex FencePattern();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCodePattern();

    /// <summary>Both forms: (target) after a text in brackets, and a definition on a line of its own.</summary>
    [GeneratedRegex(@"\]\(<?(?<target>[^)\s>]+)>?[^)]*\)|^\s*\[[^\]]+\]:\s*<?(?<target>[^\s>]+)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("^([a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex SchemePattern();
}
