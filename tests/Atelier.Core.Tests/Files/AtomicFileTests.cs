using System.Diagnostics;
using System.Text;
using Atelier.Core.Files;

namespace Atelier.Core.Tests.Files;

[Collection("temporary files")] // one test discards all of the process
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-files-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("ä", 127)] // 254 bytes and the extension's none
    [InlineData("a", 255)]
    public void Write_OfTheLongestNameThereIs_Works(string letter, int count)
    {
        var path = Path.Combine(_root, string.Concat(Enumerable.Repeat(letter, count)));

        AtomicFile.Write(path, [1, 2]);

        Assert.Equal([1, 2], File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link")]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    public void Write_OverWhatIsNoFile_IsRefused(string name) // else a file would take its place
    {
        var path = Path.Combine(_root, name);
        using var made = Process.Start("mkfifo", [Path.Combine(_root, "pipe")]);
        made.WaitForExit();
        File.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_root, "pipe"));

        Action[] writes =
        [
            () => AtomicFile.RequireWritable(path), () => AtomicFile.Write(path, [1]), () => AtomicFile.WriteNamed(path, _ => { }),
        ];

        Assert.All(writes, write => Assert.Contains("a device, a pipe", Assert.Throws<OutputException>(write).Message));
    }

    [Fact]
    public void RequireWritable_InFoldersThatAreMissing_DisturbsNobodyWhoCreatesThem()
    {
        var picture = Path.Combine(_root, "runs", "picture.png");

        Parallel.For(0, 4000, new() { MaxDegreeOfParallelism = 8 }, _ => AtomicFile.RequireWritable(picture));
    }

    [Fact]
    public void RequireWritable_LeavesNothing()
    {
        AtomicFile.RequireWritable(Path.Combine(_root, "a", "b", "picture.png"));

        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Theory]
    [InlineData("file/picture.png", "already exists")]
    [InlineData("file/folder/picture.png", "already exists")]
    [InlineData("", "a file name is needed")]
    public void RequireWritable_WhereNoFolderCanBe_SaysSo(string name, string expected)
    {
        File.WriteAllText(Path.Combine(_root, "file"), "");

        var message = Assert.Throws<OutputException>(() => AtomicFile.RequireWritable(Path.Combine(_root, name))).Message;

        Assert.Contains(expected, message);
    }

    [Fact]
    public void RequireWritable_InAFolderWithTooLongAName_SaysSo() => Assert.Contains(
        "the name is too long",
        Assert.Throws<OutputException>(() => AtomicFile.RequireWritable(Path.Combine(_root, new string('a', 300), "b.png"))).Message);

    [Fact]
    public void Below_OfAFolderWithALinkToItself_ListsEachFileOnce()
    {
        Directory.CreateDirectory(Path.Combine(_root, "inside"));
        File.WriteAllText(Path.Combine(_root, "inside", ".hidden"), "");
        Directory.CreateSymbolicLink(Path.Combine(_root, "inside", "again"), _root);

        Assert.Single(Directory.EnumerateFiles(_root, "*", AtomicFile.Recursive));
    }

    [Fact]
    public void Write_ThatIsAbandoned_IsThrownAwayByDiscard()
    {
        var path = Path.Combine(_root, "file");
        using var begun = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var writer = Task.Run(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes("half"));
            stream.Flush();
            begun.Set();
            end.Wait();
        }));
        begun.Wait();

        TemporaryFiles.Discard(() => Assert.Empty(Directory.GetFileSystemEntries(_root)));

        end.Set();
        Assert.ThrowsAny<Exception>(writer.Wait);
    }

    [Fact]
    public async Task Write_BegunWhileTheProcessEnds_LeavesNothing()
    {
        var path = Path.Combine(_root, "file");
        var writer = Task.CompletedTask;
        TemporaryFiles.Discard(() =>
        {
            writer = Task.Run(() => AtomicFile.Write(path, [1]));
            Thread.Sleep(200);
            Assert.False(writer.IsCompleted);
            Assert.Empty(Directory.GetFileSystemEntries(_root));
        });
        await writer;
        Assert.Equal([1], File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("/proc/self/fox.png")]
    [InlineData("/dev/null/fox.png")]
    public void Write_WhereItCannot_SaysSoWithoutTheTemporaryName(string path)
    {
        var message = Assert.Throws<OutputException>(() => AtomicFile.Write(path, [1])).Message;

        Assert.Contains($"Cannot write '{path}'", message);
        Assert.DoesNotContain(".tmp", message);
    }

    [Fact]
    public void Write_OntoAFullDisk_IsNobodysFault() // /dev/full is always full
    {
        if (File.Exists("/dev/full"))
        {
            Assert.Throws<DiskFullException>(() => AtomicFile.WriteNamed(Path.Combine(_root, "file"), _ =>
            {
                using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
                full.Write([1]);
            }));
        }
    }

    [Fact]
    public void ATooLongName_IsRefusedBeforeTheWork()
    {
        var path = Path.Combine(_root, new string('x', 300) + ".png");

        Assert.Contains("the name is too long", Assert.Throws<OutputException>(() => AtomicFile.RequireWritable(path)).Message);
        Assert.Contains("the name is too long", Assert.Throws<OutputException>(() => AtomicFile.Write(path, [1])).Message);
    }

    [Theory]
    [InlineData("av_interleaved_write_frame(): No space left on device", true)]
    [InlineData("a.tmp: write error; system error: Disk quota exceeded", true)]
    [InlineData("a.tmp: write error; system error: File too large", false)]
    public void WhatOtherProgramsSay_BecomesOneReason(string reason, bool isFull)
    {
        var error = AtomicFile.CannotWrite("a.png", reason);

        Assert.Equal(isFull, error is DiskFullException);
        Assert.Matches("^Cannot write 'a.png': (the disk is full; .*|a file of its size cannot be made there)\\.$", error.Message);
    }
}
