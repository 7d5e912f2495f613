namespace Mpsim.Scenarios.Errors;

/// <summary>A place in a text: line and column from 1, and the number of characters that are meant.</summary>
internal readonly record struct SourcePosition(SourceText Source, int Line, int Column, int Length);
