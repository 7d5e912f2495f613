using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>Expected values were computed with openssl dgst -sha256, plain and with -mac HMAC.</summary>
public sealed class MptcpCryptoTests
{
    private const ulong KeyA = 0x0123456789abcdef;
    private const ulong KeyB = 0xfedcba9876543210;

    [Theory]
    [InlineData(KeyA, 0x55c53f5du)]
    [InlineData(KeyB, 0x18f9781bu)]
    [InlineData(1ul, 0xcd266215u)]
    public void Token_is_the_front_of_the_hash_of_the_key(ulong key, uint token) => Assert.Equal(token, MptcpCrypto.Token(key));

    [Theory]
    [InlineData(KeyA, 0x570762cd38be9818ul)]
    [InlineData(KeyB, 0x280818bf0fa7e28eul)]
    [InlineData(1ul, 0x19ec509083d00a50ul)]
    public void Initial_data_sequence_number_is_the_end_of_the_hash_of_the_key(ulong key, ulong number) => Assert.Equal(number, MptcpCrypto.InitialDataSequence(key));

    [Fact]
    public void Join_hmac_is_keyed_by_both_keys_and_covers_both_nonces_the_sender_s_first()
    {
        Assert.Equal("D8B5E46B7A782E79D3ECFD78307751DF993E222B384C52754868F2561CF58998", Convert.ToHexString(MptcpCrypto.JoinHmac(KeyA, KeyB, 0x11223344, 0x55667788)));
        Assert.Equal("0D44DC5F555121B7027F5508B30392DE251C946AC377F517BA2194C06BC4D441", Convert.ToHexString(MptcpCrypto.JoinHmac(KeyB, KeyA, 0x55667788, 0x11223344)));
    }

    [Fact]
    public void Add_address_hmac_covers_identifier_address_and_port()
    {
        Assert.Equal(0x1af601b4dd26284bul, MptcpCrypto.AddAddressHmac(KeyA, KeyB, 2, IpAddress.Of(10, 0, 1, 1), null));
        Assert.Equal(0xd6a45fb79c0fa887ul, MptcpCrypto.AddAddressHmac(KeyA, KeyB, 7, IpAddress.Of(192, 168, 0, 1), 8080));
    }

    [Fact]
    public void Add_address_hmac_covers_all_sixteen_octets_of_an_IPv6_address()
    {
        var address = new IpAddress(0x2001_0db8_0000_0000, 1);
        Assert.Equal(0xe979efa8924f1797ul, MptcpCrypto.AddAddressHmac(KeyA, KeyB, 9, address, null));
        Assert.Equal(0xc774448b4bb60a6aul, MptcpCrypto.AddAddressHmac(KeyA, KeyB, 9, address, 8080));
    }
}
