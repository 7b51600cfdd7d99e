using System.Diagnostics;
using Atelier.Art.Imagine.Generators;

namespace Atelier.Cli.Tests;

/// <summary>What is quick because libtorch, which takes most of a second, is loaded where something is computed.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("imagine --help")]
    [InlineData("train --help")]
    [InlineData("--version")]
    [InlineData("imagin")]
    public async Task Help_IsShownWithoutLibtorch(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. arguments.Split(' ')])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["LIBTORCH"] = "/nowhere"; // told by whatever loads it

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.DoesNotContain("LIBTORCH", await error);
        Assert.Equal(arguments == "imagin" ? 2 : 0, process.ExitCode);
        Assert.Equal(arguments == "imagin", (await output).Length == 0);
    }

    [Fact]
    public async Task WhatComputes_TellsThatItIsMissing()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), "imagine", "a fox"])
        {
            RedirectStandardError = true,
        };
        start.Environment["LIBTORCH"] = "/nowhere";

        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Contains("LIBTORCH names /nowhere", error);
        Assert.NotEqual(0, process.ExitCode);
    }

    [Theory]
    [InlineData(null, "1000")]
    [InlineData("77", "77")]
    public async Task ThreadsOfLibtorch_DoNotSpin_UnlessTold(string? told, string count)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), "imagine", "a fox", "--model", "nowhere.safetensors"])
        {
            RedirectStandardError = true,
        };
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment["GOMP_SPINCOUNT"] = told; // null removes it
        start.Environment["OMP_DISPLAY_ENV"] = "verbose";

        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Contains("OMP_WAIT_POLICY = 'PASSIVE'", error);
        Assert.Contains($"GOMP_SPINCOUNT = '{count}'", error);
    }

    [Fact]
    public void NamesThatHelpShows_AreThoseOfTheRegistry() =>
        Assert.All(GeneratorNames.All, name => Assert.Contains(name, GeneratorRegistry.BuiltIn));
}
